/**
 * A question before something that cannot be undone. `client/confirm.ts` asks it when a button that
 * names it in `data-confirm` is pressed.
 *
 * @module
 */

/** What is asked. */
export interface ConfirmProps {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  readonly yes: string;
  readonly no: string;
}

/** The question; its answer is the dialog's return value. */
export function Confirm({ id, title, text, yes, no }: ConfirmProps) {
  return (
    <dialog id={id} class="card confirm" aria-labelledby={`${id}-title`}>
      <form method="dialog" class="stack">
        <h2 id={`${id}-title`}>{title}</h2>
        <p class="muted">{text}</p>
        <div class="row">
          <button class="button" type="submit" value="no" autofocus>{no}</button>
          <button class="button danger" type="submit" value="yes">{yes}</button>
        </div>
      </form>
    </dialog>
  );
}
