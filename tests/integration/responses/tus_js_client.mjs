// Sends one declared file with tus-js-client, as a page of a company would: creation, then resumption after any failure.
// The instructions come as JSON on the command line.
import { createReadStream } from "node:fs";
import { createRequire } from "node:module";

const asked = JSON.parse(process.argv[2]);
const tus = createRequire(`${asked.modules}/`)("tus-js-client");

const upload = new tus.Upload(createReadStream(asked.path), {
  endpoint: asked.endpoint,
  metadata: { file_id: asked.file_id },
  headers: { Authorization: `Bearer ${asked.token}` },
  uploadSize: asked.size,
  chunkSize: asked.chunk,
  retryDelays: Array(60).fill(500),
  onError: (error) => {
    console.error(String(error));
    process.exit(1);
  },
  onSuccess: () => console.log(JSON.stringify({ url: upload.url })),
});
upload.start();
