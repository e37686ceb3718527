'use client';
// Imported while the server renders this page too: that must need nothing of a browser.
import 'earshot/element';
import { useEffect } from 'react';
import { report, use } from './use.js';

export default function Page() {
  useEffect(() => report(use()), []);
  return <audio-classifier model="/model.onnx"></audio-classifier>;
}
