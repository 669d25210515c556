import { render } from 'preact'

const main = document.querySelector('#app')
if (main) render(<h1>ImageAttach</h1>, main)
