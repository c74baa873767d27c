import { assertEquals } from "../tests/assert.ts";
import { readListing } from "./s3_listing.ts";

const HEAD =
  '<?xml version="1.0"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">';

Deno.test("readListing() reads keys and times, wherever the page says that more comes", () => {
  const contents = "<Contents><Key>p/a&amp;b&#x2F;&#99;</Key>" +
    "<LastModified>2030-01-01T00:00:00.000Z</LastModified><ETag>&quot;1&quot;</ETag></Contents>" +
    "<Contents><ETag>&quot;2&quot;</ETag><Key>p/d</Key></Contents>";
  const truncated = "<IsTruncated>true</IsTruncated>";
  const objects = [
    { key: "p/a&b/c", modifiedAt: Date.UTC(2030, 0, 1) },
    { key: "p/d", modifiedAt: NaN },
  ];
  for (const page of [truncated + contents, contents + truncated]) {
    const listing = readListing(`${HEAD}${page}</ListBucketResult>`);
    assertEquals(listing, { objects, isTruncated: true });
  }
});

Deno.test("readListing() knows an empty page, and what is no page", () => {
  const empty = `${HEAD}<Name>b</Name><IsTruncated>false</IsTruncated></ListBucketResult>`;
  assertEquals(readListing(empty), { objects: [], isTruncated: false });
  assertEquals(readListing("<html>sign in</html>"), undefined);
});
