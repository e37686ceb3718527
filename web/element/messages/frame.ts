// When to render: in an animation frame, and with the words of the language that is chosen by then.
import type { Language } from './index.js';

/**
 * Resolves in an animation frame (at once in a hidden page) for whose language `load` has resolved. While words are on
 * their way another language may be chosen, and an element does not ask twice for an update that is pending.
 */
export async function frameWithWords(language: () => Language, load: (language: Language) => Promise<void>): Promise<void> {
  let loaded: Language;
  do {
    loaded = language();
    await load(loaded);
    if (!document.hidden) await new Promise(requestAnimationFrame);
  } while (language() !== loaded);
}
