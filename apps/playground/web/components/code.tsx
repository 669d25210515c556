import { highlight } from '../highlight.js'

/** TypeScript with a little colour. */
export function Code({ code }: { readonly code: string }) {
  return (
    // Long lines scroll, which must be possible with the keyboard, too.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region
    <pre class="code" tabIndex={0}>
      <code>
        {highlight(code).map(({ text, kind }, index) => (
          <span key={index} class={kind}>
            {text}
          </span>
        ))}
      </code>
    </pre>
  )
}
