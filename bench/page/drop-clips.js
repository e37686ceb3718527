// Put into the page before its own scripts: drops as many clips of a second on it as its address says (?clips=), as soon as it has
// a model, and reports when the page is ready again: how long that took, the longest task meanwhile (0: none of 50 ms), and how many
// clips have a prediction.
(function dropClips() {
  const RATE = 16000;
  const clips = Number(new URLSearchParams(location.search).get('clips'));

  /** 16-bit PCM. @param {number} seed */
  function clip(seed) {
    const view = new DataView(new ArrayBuffer(44 + 2 * RATE));
    const text = (/** @type {number} */ at, /** @type {string} */ value) => [...value].forEach((letter, i) => view.setUint8(at + i, letter.charCodeAt(0)));
    text(0, 'RIFF');
    view.setUint32(4, 36 + 2 * RATE, true);
    text(8, 'WAVEfmt ');
    view.setUint32(16, 16, true);
    view.setUint16(20, 1, true);
    view.setUint16(22, 1, true);
    view.setUint32(24, RATE, true);
    view.setUint32(28, 2 * RATE, true);
    view.setUint16(32, 2, true);
    view.setUint16(34, 16, true);
    text(36, 'data');
    view.setUint32(40, 2 * RATE, true);
    for (let i = 0; i < RATE; i++) view.setInt16(44 + 2 * i, Math.round(13000 * Math.sin(0.01 * (1 + (seed % 40)) * i)), true);
    return new File([view.buffer], `clip ${seed}.wav`, { type: 'audio/wav' });
  }

  addEventListener('DOMContentLoaded', async () => {
    await customElements.whenDefined('audio-classifier');
    const element = /** @type {any} */ (document.querySelector('audio-classifier'));
    while (element.state.kind !== 'ready') await new Promise((resolve) => setTimeout(resolve, 10));
    const dropped = new DataTransfer();
    for (let i = 0; i < clips; i++) {
      dropped.items.add(clip(i));
      if (i % 20 === 0) await new Promise((resolve) => setTimeout(resolve));
    }
    let done = 0;
    let longestMs = 0;
    element.addEventListener('prediction', () => { done += 1; });
    const observer = new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) longestMs = Math.max(longestMs, duration);
    });
    observer.observe({ type: 'longtask' });
    const began = performance.now();
    await element.add(dropped);
    while (element.state.kind !== 'ready' || done < clips) {
      if (element.state.kind === 'ready' && performance.now() - began > 60_000) break;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await element.updateComplete;
    const ms = performance.now() - began;
    await new Promise((resolve) => setTimeout(resolve, 300)); // what the observer has seen comes later
    /** @type {any} */ (globalThis).reportDropped({ ms, longestMs, done });
  });
})();
