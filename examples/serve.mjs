// Serves the examples under the policy of a production site, which the frame of one of them adds to.
import { headersFor } from '../tools/headers.mjs';
import { serve } from '../tools/serve.mjs';

const policy = headersFor('/')['Content-Security-Policy'];
const headers = { 'Content-Security-Policy': `${policy}; frame-src http://127.0.0.1:*`, 'Cache-Control': 'no-cache' };
const { url } = await serve({ folder: import.meta.dirname, port: 8081, nextFree: true, headers: () => headers });
console.log(`The examples are at ${url}   (Ctrl+C stops it)`);
