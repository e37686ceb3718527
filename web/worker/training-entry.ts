// The training worker's script: its host on the worker's own scope.
import type { Endpoint } from './protocol.js';
import { serveTraining } from './training-host.js';

serveTraining(self as unknown as Endpoint);
