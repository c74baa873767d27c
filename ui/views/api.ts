/**
 * What the documentation page shows.
 *
 * @module
 */

/** The documentation page. */
export interface ApiView {
  readonly title: string;
  readonly version: string;
  readonly description: string;
  readonly base: string;
  readonly sections: readonly SectionView[];
}

/** Operations that belong together. */
export interface SectionView {
  readonly title: string;
  readonly operations: readonly OperationView[];
}

/** One operation. */
export interface OperationView {
  /** In upper case. */
  readonly method: string;
  readonly path: string;
  readonly summary: string;
  readonly description: string;
  /** What it takes: the parameters of its address, then the fields of each kind of body. */
  readonly inputs: readonly FieldsView[];
  readonly answers: readonly AnswerView[];
}

/** A table of fields. */
export interface FieldsView {
  readonly title: string;
  readonly fields: readonly FieldView[];
}

/** One field. */
export interface FieldView {
  readonly name: string;
  readonly type: string;
  readonly isRequired: boolean;
  readonly description: string;
}

/** What an operation can answer. */
export interface AnswerView {
  readonly status: string;
  readonly description: string;
}
