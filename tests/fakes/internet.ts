/**
 * The whole internet as tests know it: a few hosts, and nothing else.
 *
 * @module
 */

/**
 * A `fetch` that passes each request on to its host's own. To any other host there is no way, and the
 * error says so in the words of Deno's HTTP client.
 */
export function createInternet(hosts: Readonly<Record<string, typeof fetch>>): typeof fetch {
  return async (input, init) => {
    const { host, href } = new URL(input instanceof Request ? input.url : input);
    const server = Object.hasOwn(hosts, host) ? hosts[host] : undefined;
    if (server === undefined) throw nobodyThere(href);
    return await server(input, init);
  };
}

function nobodyThere(href: string): TypeError {
  const why = "dns error: failed to lookup address information";
  return new TypeError(`error sending request for url (${href}): client error (Connect): ${why}`);
}
