// Keeps every task of 50 ms and more that the page's thread runs: when it began, since the page was opened, and how long it took (ms).
{
  const tasks = [];
  globalThis.longTasks = tasks;
  new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ startTime, duration }) => ({ startTime, duration: Math.round(duration) }))))
    .observe({ type: 'longtask', buffered: false });
}
