import type { ShownPlace } from '#shared/contract/events';

/** Where a click on a note leads in the window. */
export interface NotePlace {
  readonly place: ShownPlace;
  readonly id: string | null;
}

/** One note on the desktop, in plain words. */
export interface Note {
  readonly title: string;
  readonly body: string;
  /** Null: the window opens as it was. */
  readonly place: NotePlace | null;
  /** Buttons, where the desktop shows some on notes. */
  readonly actions: readonly { readonly label: string; readonly run: () => void }[];
}
