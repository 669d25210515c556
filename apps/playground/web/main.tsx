import { render } from 'preact'
import { App } from './components/app.jsx'
import './styles.css'

const root = document.querySelector('#app')
if (root) render(<App />, root)
