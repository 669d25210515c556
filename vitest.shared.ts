import { defaultClientConditions, defaultServerConditions } from 'vite'

const sourceCondition = 'imageattach:source'

/** Makes the tests of every package read its neighbours' sources, so that they need no build. */
export const fromSource = {
  resolve: { conditions: [sourceCondition, ...defaultClientConditions] },
  ssr: { resolve: { conditions: [sourceCondition, ...defaultServerConditions] } },
}
