/**
 * Texts of the API description, whose only markup is `code`.
 *
 * @module
 */

/** A text with what stands between backticks set as code. */
export function Text({ text }: { readonly text: string }) {
  const parts = text.split("`");
  return <>{parts.map((part, index) => index % 2 === 1 ? <code key={index}>{part}</code> : part)}
  </>;
}
