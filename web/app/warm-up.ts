// The engine is downloaded and compiled while the page still finds out which models there are.
const { Classifier } = await import('../api/classifier.js');
Classifier.preload();

export {};
