/** A column of figures; on a narrow window only those stay that matter most. */
export interface FigureColumn {
  readonly title: string;
  readonly isWide?: boolean;
}

/** One line: what it is about, and a figure for each column. */
export interface FigureRow {
  readonly id: string;
  readonly name: string;
  /** A page that says more. */
  readonly href?: string | undefined;
  /** What is gone is shown in grey. */
  readonly isGone?: boolean;
  /** Its part in all lines, from 0 to 1, drawn below the name; none when undefined. */
  readonly share?: { readonly part: number; readonly text: string };
  readonly figures: readonly string[];
}
