// From navigation to a model that can be used, through the public API.
import { Classifier } from '../../web/api/index.js';

const model = new URLSearchParams(location.search).get('model') ?? '';
const classifier = await Classifier.load(model);
Object.assign(globalThis, { readyMs: performance.now(), labels: classifier.info.labels.length });
