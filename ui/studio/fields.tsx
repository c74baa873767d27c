/**
 * Fields of the studio's form. A field with `needs` is shown only while the model honours it.
 *
 * @module
 */

import type { Child } from "hono/jsx";
import type { Choice } from "../views/studio.ts";

/** A labelled field. */
export interface FieldProps {
  /** Its name on the wire. */
  readonly name: string;
  readonly label: string;
  /** The name under which models say that they honour it; absent: all do. */
  readonly needs?: string | undefined;
  readonly children: Child;
}

/** A label and what it labels. */
export function Field({ name, label, needs, children }: FieldProps) {
  return (
    <fieldset class="field" {...(needs === undefined ? {} : { "data-needs": needs })}>
      <label for={`f-${name}`}>{label}</label>
      {children}
    </fieldset>
  );
}

/** A field of text or a number. */
export interface InputProps extends Omit<FieldProps, "children"> {
  readonly value: string | undefined;
  readonly type?: "text" | "number";
  readonly placeholder?: string;
  readonly min?: number;
  readonly max?: number;
  readonly step?: number | "any";
}

/** An input and its label. */
export function Input({ name, label, needs, value, type = "text", ...rest }: InputProps) {
  return (
    <Field name={name} label={label} needs={needs}>
      <input class="input" id={`f-${name}`} name={name} type={type} value={value ?? ""} {...rest} />
    </Field>
  );
}

/** A field with choices. */
export interface SelectProps extends Omit<FieldProps, "children"> {
  readonly value: string | undefined;
  readonly choices: readonly Choice[];
}

/** A select and its label. */
export function Select({ name, label, needs, value, choices }: SelectProps) {
  return (
    <Field name={name} label={label} needs={needs}>
      <select class="input" id={`f-${name}`} name={name}>
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value} selected={choice.value === (value ?? "")}>
            {choice.label}
          </option>
        ))}
      </select>
    </Field>
  );
}
