import type { ComponentChildren } from 'preact'
import { useId } from 'preact/hooks'

export interface CardProps {
  /** For links within the page. */
  readonly id?: string
  readonly title: string
  readonly about?: string
  readonly children: ComponentChildren
  /** The visitor turned to this part of the page. */
  readonly onActive?: () => void
}

/** A titled part of the page. */
export function Card({ id, title, about, children, onActive }: CardProps) {
  const heading = useId()
  return (
    <section class="card" id={id} aria-labelledby={heading} onFocusCapture={onActive} onPointerDownCapture={onActive}>
      {/* Focused when what had the focus is gone. */}
      <h2 id={heading} tabIndex={-1}>
        {title}
      </h2>
      {about && <p class="about">{about}</p>}
      {children}
    </section>
  )
}

/** Hands the focus to the title of a card, so that the keyboard goes on from there. */
export function focusCard(id: string): void {
  document.querySelector<HTMLElement>(`#${id} h2`)?.focus({ preventScroll: true })
}
