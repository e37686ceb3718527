// The package's training worker: worker/training-entry.ts, and word that it runs.
import type { Endpoint } from '../worker/protocol.js';
import { serveTraining } from '../worker/training-host.js';
import { started } from './starting-worker.js';

serveTraining(self as unknown as Endpoint);
self.postMessage(started);
