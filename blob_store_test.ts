import { assert, assertEquals, assertNotMatch } from "./tests/assert.ts";
import { type Bucket, readBlobStore } from "./blob_store.ts";

const KEYS = { AWS_ACCESS_KEY_ID: "the id", AWS_SECRET_ACCESS_KEY: "the secret" };

function bucketOf(text: string, region?: string): Bucket {
  const store = readBlobStore({ BLOB_STORE: text, ...KEYS, AWS_REGION: region });
  assert(typeof store !== "string" && store.kind === "s3", String(store));
  return store.bucket;
}

Deno.test("readBlobStore() takes KV, whatever is set for AWS's own tools", () => {
  assertEquals(readBlobStore({ BLOB_STORE: "kv", ...KEYS }), { kind: "kv" });
});

Deno.test("readBlobStore() reads bucket, prefix, region and credentials", () => {
  const BLOB_STORE = "s3://my.pictures/a/b?region=eu-central-1&reads=presigned";
  assertEquals(readBlobStore({ BLOB_STORE, ...KEYS, AWS_SESSION_TOKEN: "t", AWS_REGION: "x" }), {
    kind: "s3",
    bucket: {
      name: "my.pictures",
      prefix: "a/b/",
      url: "https://s3.eu-central-1.amazonaws.com/my.pictures",
      region: "eu-central-1",
      reads: "presigned",
    },
    credentials: { accessKeyId: "the id", secretAccessKey: "the secret", sessionToken: "t" },
  });
  assertEquals(bucketOf("s3://pictures", "us-west-2").region, "us-west-2");
  assertEquals(bucketOf("s3://pictures/", "us-west-2").prefix, "");
});

Deno.test("readBlobStore() addresses buckets in the path behind an endpoint, else by host", () => {
  const addresses = [
    ["s3://pics?region=eu-1", "https://pics.s3.eu-1.amazonaws.com"],
    ["s3://pics?region=cn-north-1", "https://pics.s3.cn-north-1.amazonaws.com.cn"],
    ["s3://pics?region=eu-1&addressing=path", "https://s3.eu-1.amazonaws.com/pics"],
    ["s3://pics?endpoint=http://127.0.0.1:9000/", "http://127.0.0.1:9000/pics"],
    ["s3://pics?endpoint=https://store.example/s3", "https://store.example/s3/pics"],
    ["s3://pics?endpoint=https://e.test:1&addressing=virtual", "https://pics.e.test:1"],
  ];
  for (const [text = "", url] of addresses) assertEquals(bucketOf(text).url, url, text);
  assertEquals(bucketOf("s3://pics?endpoint=https://e.test").region, "us-east-1");
});

Deno.test("readBlobStore() names what it cannot use, and no secrets", () => {
  const wrong = [
    ["minio", 'BLOB_STORE is "minio": must be "kv" or s3://'],
    ["s3://", '"" is no name of a bucket'],
    ["s3://Pictures?region=eu-1", '"Pictures" is no name of a bucket'],
    ["s3://pics/a//b?region=eu-1", 'the prefix "a//b" may have'],
    ["s3://pics/../b?region=eu-1", 'the prefix "../b" may have'],
    ["s3://pics/a b?region=eu-1", 'the prefix "a b" may have'],
    ["s3://pics", "it needs a region: add region=…, or set AWS_REGION"],
    ["s3://pics?region=Frankfurt", 'region is "Frankfurt"'],
    ["s3://pics?endpoint=store.example", "endpoint must be an http or https URL"],
    ["s3://pics?endpoint=ftp://e.test", "endpoint must be an http or https URL"],
    ["s3://pics?endpoint=https://id:secret@e.test", "endpoint must be an http or https URL"],
    ["s3://pics?region=eu-1&reads=public", 'reads is "public"; it must be "proxied" or'],
    ["s3://pics?region=eu-1&addressing=dns", 'addressing is "dns"; it must be "path" or'],
    ["s3://pics?regoin=eu-1", 'the option "regoin" is not one of endpoint, region, reads'],
    ["s3://id:secret@pics?region=eu-1", "credentials belong in AWS_ACCESS_KEY_ID"],
    ["s3://pics?secret_key=secret", 'the option "secret_key" is not one of'],
  ];
  for (const [text = "", said = ""] of wrong) {
    const problem = readBlobStore({ BLOB_STORE: text, ...KEYS });
    assert(typeof problem === "string" && problem.includes(said), `${text}: ${problem}`);
    assert(problem.startsWith("BLOB_STORE is "), problem);
    assertNotMatch(problem, /the secret|:secret|=secret/);
  }
});

Deno.test("readBlobStore() names the credential that is missing", () => {
  const BLOB_STORE = "s3://pics?region=eu-1";
  for (const name of ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"]) {
    const problem = readBlobStore({ BLOB_STORE, ...KEYS, [name]: undefined });
    assert(typeof problem === "string" && problem.includes(`but ${name} is not set`), name);
    assertNotMatch(problem, /the id|the secret/);
  }
});
