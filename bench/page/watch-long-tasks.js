// Keeps the duration of every task of 50 ms and more that the page's thread runs (milliseconds).
{
  const tasks = [];
  globalThis.longTasks = tasks;
  new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => Math.round(duration)))).observe({ type: 'longtask', buffered: false });
}
