import { assert, assertEquals, assertFalse } from "../tests/assert.ts";
import { isLocalName, isPublicAddress, readHost } from "./public_address.ts";

/** Hosts as somebody may write them in a URL, by what is behind them. */
const PRIVATE_HOSTS: Readonly<Record<string, readonly string[]>> = {
  "this machine": [
    "127.0.0.1",
    "127.0.0.1.",
    "127.1",
    "127.0.1",
    "127.255.255.254",
    "2130706433",
    "0x7f000001",
    "0x7F.0x0.0x0.0x1",
    "0x7f.1",
    "0177.0.0.1",
    "017700000001",
    "0177.0x0.0.1",
    "１２７.０.０.１",
    "127。0。0。1",
    "%31%32%37.0.0.1",
    "[::1]",
    "[0:0:0:0:0:0:0:1]",
    "[0000::0001]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[::FFFF:7F00:0001]",
    "[::127.0.0.1]",
    "[::ffff:0:127.0.0.1]",
  ],
  "any address": ["0.0.0.0", "0", "0x0", "00", "0.1.2.3", "[::]", "[::ffff:0.0.0.0]"],
  "private networks": [
    "10.0.0.1",
    "10.255.255.255",
    "167772161",
    "012.0.0.1",
    "0xa.0.0.1",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.0.1",
    "192.168.257",
    "0300.0250.1.1",
    "0xc0a80001",
    "[::ffff:10.0.0.1]",
    "[::ffff:c0a8:1]",
    "[fc00::1]",
    "[fd12:3456:789a::1]",
    "[fec0::1]",
  ],
  "link-local, where clouds keep their secrets": [
    "169.254.169.254",
    "169.254.0.1",
    "2852039166",
    "0xa9fea9fe",
    "0251.0376.0251.0376",
    "[fe80::1]",
    "[febf::1]",
    "[::ffff:169.254.169.254]",
    "[fd00:ec2::254]",
  ],
  "networks shared by carriers": ["100.64.0.1", "100.127.255.255", "[::ffff:100.64.0.1]"],
  "protocols": ["192.0.0.1", "192.0.0.8", "192.0.0.170", "[2001:1::1]", "[2001:1ff::1]"],
  "documentation": [
    "192.0.2.1",
    "198.51.100.1",
    "203.0.113.1",
    "[2001:db8::1]",
    "[3fff::1]",
    "[3fff:fff::1]",
  ],
  "benchmarks": ["198.18.0.1", "198.19.255.255", "[2001:2::1]"],
  "multicast": ["224.0.0.1", "239.255.255.255", "[ff02::1]", "[ff0e::1]"],
  "reserved and broadcast": ["240.0.0.1", "255.255.255.255", "0xffffffff", "4294967295"],
  "6to4 and its relays": ["192.88.99.1", "[2002:7f00:1::]", "[2002:a00:1::1]", "[2002:808:808::1]"],
  "Teredo": ["[2001::1]", "[2001:0:4136:e378:8000:63bf:3fff:fdd2]"],
  "NAT64": ["[64:ff9b::7f00:1]", "[64:ff9b::808:808]", "[64:ff9b:1::1]", "[64:ff9b::10.0.0.1]"],
  "ORCHID": ["[2001:10::1]", "[2001:20::1]"],
  "IPv6 that nobody was given": ["[100::1]", "[200::1]", "[4000::1]", "[5f00::1]", "[e000::1]"],
};

for (const [what, hosts] of Object.entries(PRIVATE_HOSTS)) {
  Deno.test(`isPublicAddress() is false for ${what}, however spelled`, () => {
    for (const spelling of hosts) {
      const host = readHost(new URL(`http://${spelling}/`).hostname);
      assert(host.kind === "address", `${spelling} is an address`);
      assertFalse(isPublicAddress(host.address), `${spelling} is ${host.address}`);
    }
  });
}

Deno.test("isPublicAddress() is true for the rest", () => {
  const hosts = [
    "1.1.1.1",
    "8.8.8.8",
    "134744072",
    "0x08.8.8.8",
    "9.255.255.255",
    "11.0.0.0",
    "100.63.255.255",
    "100.128.0.0",
    "126.255.255.255",
    "128.0.0.1",
    "169.253.255.255",
    "172.15.255.255",
    "172.32.0.0",
    "192.167.255.255",
    "192.169.0.0",
    "198.17.255.255",
    "198.20.0.0",
    "223.255.255.255",
    "[2606:4700:4700::1111]",
    "[2a00:1450:4001:80b::200e]",
    "[2001:4860:4860::8888]",
    "[2001:200::1]",
    "[2003::1]",
  ];
  for (const spelling of hosts) {
    const host = readHost(new URL(`http://${spelling}/`).hostname);
    assert(host.kind === "address" && isPublicAddress(host.address), spelling);
  }
});

Deno.test("isPublicAddress() takes plain forms only, as they might come from a name server", () => {
  const odd = [
    "",
    "8",
    "8.8",
    "8.8.8",
    "134744072",
    "0x8.8.8.8",
    "010.8.8.8",
    "08.8.8.8",
    "8.8.8.8 ",
    "8.8.8.8/32",
    "8.8.8.256",
    "8.8.8.8.8",
    "[2606:4700::1]",
    "2606:4700::1%eth0",
    "fe80::1%lo",
    "2606:4700:::1",
    "example.com",
    "undefined",
  ];
  for (const address of odd) assertFalse(isPublicAddress(address), address);
});

Deno.test("readHost() tells addresses from names", () => {
  assertEquals(readHost("127.0.0.1"), { kind: "address", address: "127.0.0.1" });
  assertEquals(readHost("[::1]"), { kind: "address", address: "::1" });
  assertEquals(readHost("cdn.example.com"), { kind: "name", name: "cdn.example.com" });
  assertEquals(readHost("CDN.example.com."), { kind: "name", name: "cdn.example.com" });
  assertEquals(readHost("127.0.0.1.example.com"), { kind: "name", name: "127.0.0.1.example.com" });
});

Deno.test("isLocalName() knows names that mean something inside of a network only", () => {
  const local = [
    "localhost",
    "LOCALHOST",
    "localhost.",
    "a.localhost",
    "a.localhost.",
    "localhost.localdomain",
    "ip6-localhost",
    "printer.local",
    "metadata.google.internal",
    "kubernetes.default.svc.cluster.local",
    "wiki.corp",
    "nas.home",
    "router.lan",
    "box.home.arpa",
    "1.0.0.127.in-addr.arpa",
    "minio",
    "",
    ".",
  ];
  for (const name of local) assert(isLocalName(name), name);
  const others = [
    "example.com",
    "localhost.example.com",
    "local.example.org",
    "cdn.test",
    "a.homes",
  ];
  for (const name of others) assertFalse(isLocalName(name), name);
});
