// The script of the store's worker.
import { serveStore, type StoreEndpoint } from './host.js';

serveStore(globalThis as unknown as StoreEndpoint);
