import type { State, StateStore, Transition } from "../connection/state.js";
import type { Emitter } from "./emitter.js";

/** Creates the store of the state. Its changes are events `chsk/state` of the emitter, for subscribers too. */
export function createStore(type: State["type"], emitter: Emitter): StateStore {
  let state: State = Object.freeze({
    type,
    open: false,
    everOpened: false,
    uid: null,
    csrfToken: null,
    handshakeData: null,
    lastWsError: null,
    lastWsClose: null,
    lastClose: null,
    lastError: null,
    udtNextReconnect: null,
  });
  return {
    get: () => state,
    subscribe(listener) {
      const notify = (): void => {
        listener(state);
      };
      notify();
      return emitter.on("chsk/state", notify);
    },
    set(patch) {
      const from = state;
      const to = Object.freeze({ ...from, ...patch });
      if ((Object.keys(to) as (keyof State)[]).every((key) => to[key] === from[key])) {
        return;
      }
      state = to;
      const openChanged = from.open !== to.open;
      const transition: Transition = {
        from,
        to,
        openChanged,
        opened: openChanged && to.open,
        closed: openChanged && from.open,
        firstOpen: to.everOpened && !from.everOpened,
      };
      emitter.emit("chsk/state", transition);
    },
  };
}
