// The package's classifying worker: worker/entry.ts, and word that it runs.
import type { Endpoint } from '../worker/protocol.js';
import { serve } from '../worker/host.js';
import { started } from './starting-worker.js';

serve(self as unknown as Endpoint);
self.postMessage(started);
