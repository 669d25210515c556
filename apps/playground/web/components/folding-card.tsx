import type { ComponentChildren } from 'preact'
import { useId } from 'preact/hooks'

export interface FoldingCardProps {
  /** For links within the page. */
  readonly id: string
  readonly title: string
  readonly about: string
  readonly children: ComponentChildren
}

/** A titled part of the page for those who want more: it says what it is about, and opens. */
export function FoldingCard({ id, title, about, children }: FoldingCardProps) {
  const heading = useId()
  return (
    <section class="card" id={id} aria-labelledby={heading}>
      <details class="folding">
        <summary>
          <h2 id={heading}>{title}</h2>
          <p class="about">{about}</p>
        </summary>
        <div class="inside">{children}</div>
      </details>
    </section>
  )
}
