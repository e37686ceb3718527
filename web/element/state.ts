// What the element is doing, as one union, and the actions that change it. Pure: effects are in session.ts.
import type { ErrorCode } from '../api/types.js';

export type Failure = {
  code: ErrorCode;
  /** The core's own sentence, in English: more specific than the translated one. */
  detail: string;
};

export type MicrophonePhase = 'prompting' | 'live';

export type State =
  | { kind: 'idle' } // no model asked for
  | { kind: 'loading' }
  | { kind: 'ready' }
  | { kind: 'classifying'; clipId: number }
  | { kind: 'listening'; phase: MicrophonePhase }
  | { kind: 'recording'; phase: MicrophonePhase }
  | { kind: 'failed'; failure: Failure }; // no model could be loaded

export type StateKind = State['kind'];

export type Action =
  | { type: 'load' }
  | { type: 'loaded' }
  /** `fallback`: an earlier model is still loaded and stays in use. */
  | { type: 'load-failed'; failure: Failure; fallback: boolean }
  | { type: 'classify'; clipId: number }
  | { type: 'settled' } // the queue is empty or interrupted
  | { type: 'listen' }
  | { type: 'record' }
  | { type: 'microphone-live' }
  | { type: 'microphone-stopped' }
  | { type: 'dispose' };

/** The next state; the same object when the action means nothing in this state (a late answer to a superseded request). */
export function reduce(state: State, action: Action): State {
  switch (action.type) {
    case 'load':
      return { kind: 'loading' };
    case 'loaded':
      return state.kind === 'loading' ? { kind: 'ready' } : state;
    case 'load-failed':
      if (state.kind !== 'loading') return state;
      return action.fallback ? { kind: 'ready' } : { kind: 'failed', failure: action.failure };
    case 'classify':
      return state.kind === 'ready' || state.kind === 'classifying' ? { kind: 'classifying', clipId: action.clipId } : state;
    case 'settled':
      return state.kind === 'classifying' ? { kind: 'ready' } : state;
    case 'listen':
      return canUseModel(state) ? { kind: 'listening', phase: 'prompting' } : state;
    case 'record':
      return canUseModel(state) ? { kind: 'recording', phase: 'prompting' } : state;
    case 'microphone-live':
      return usesMicrophone(state) ? { kind: state.kind, phase: 'live' } : state;
    case 'microphone-stopped':
      return usesMicrophone(state) ? { kind: 'ready' } : state;
    case 'dispose':
      return { kind: 'idle' };
  }
}

/** True when a model is loaded and may be given work. */
export function canUseModel(state: State): boolean {
  return state.kind === 'ready' || state.kind === 'classifying' || usesMicrophone(state);
}

export function usesMicrophone(state: State): state is Extract<State, { kind: 'listening' | 'recording' }> {
  return state.kind === 'listening' || state.kind === 'recording';
}
