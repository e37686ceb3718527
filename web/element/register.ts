// Importing this file defines <audio-classifier>, once.
import { AudioClassifierElement } from './audio-classifier.js';

if (typeof customElements !== 'undefined' && !customElements.get('audio-classifier')) {
  customElements.define('audio-classifier', AudioClassifierElement);
}

export { AudioClassifierElement };
