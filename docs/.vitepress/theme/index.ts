import type { Theme } from 'vitepress'
import DefaultTheme from 'vitepress/theme'
import { Figure } from './figure.ts'
import './style.css'

export default {
  extends: DefaultTheme,
  enhanceApp({ app }) {
    app.component('Figure', Figure)
  },
} satisfies Theme
