import { defineComponent, h } from 'vue'

/** The text of every picture, so that it is drawn in the colours of the page, light or dark. */
const pictures = import.meta.glob<string>('../../figures/*.svg', { query: '?raw', import: 'default', eager: true })

/** `<Figure name="row-and-file" caption="…" />` */
export const Figure = defineComponent({
  props: { name: { type: String, required: true }, caption: { type: String, default: '' } },
  setup: ({ name, caption }) => {
    const picture = pictures[`../../figures/${name}.svg`]
    if (picture === undefined) throw new RangeError(`docs/figures has no ${name}.svg`)
    return () =>
      h('figure', { class: 'ia-figure' }, [
        h('div', { class: 'ia-figure-scroll', tabindex: 0, innerHTML: picture }),
        caption ? h('figcaption', caption) : null,
      ])
  },
})
