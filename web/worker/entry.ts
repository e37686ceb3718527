// The worker's script: the host on the worker's own scope.
import type { Endpoint } from './protocol.js';
import { serve } from './host.js';

serve(self as unknown as Endpoint);
