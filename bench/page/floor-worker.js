// What any worker costs: says that it runs.
postMessage('started');
