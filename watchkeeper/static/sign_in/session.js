// The lock over a page. The page underneath is never left, so that half-typed work is still there afterwards.
// A page includes this module; it needs nothing else. Automatic refetches send `X-Passive: 1`, so that only a person
// keeps a screen open. Answers 423 (locked) and 401 (signed out), from htmx or from fetch, raise the lock.

const ALIVE = '/sign-in/alive/'
const UNLOCK = '/sign-in/unlock/'
const OPTIONS = '/sign-in/unlock/passkey/'
const EVERY_MS = 60_000
let wasHere = true
let dialog = null

for (const kind of ['pointerdown', 'keydown', 'wheel', 'touchstart']) {
  addEventListener(kind, () => { wasHere = true }, { passive: true, capture: true })
}

async function ask () {
  const headers = { Accept: 'application/json' }
  if (!wasHere) headers['X-Passive'] = '1'
  wasHere = false
  try {
    const answer = await fetch(ALIVE, { headers })
    if (answer.status === 423 || answer.status === 401) raise(answer.status)
    else if (answer.ok && dialog) await lower((await answer.json()).csrf)
  } catch { /* no network: the page says so itself; the lock is not its business */ }
}

setInterval(ask, EVERY_MS)
addEventListener('focus', ask)
document.addEventListener('htmx:responseError', (event) => {
  const { status } = event.detail.xhr
  if (status === 423 || status === 401) raise(status)
})
document.addEventListener('watchkeeper:refused', (event) => raise(event.detail.status))

const style = document.createElement('link')
Object.assign(style, { rel: 'stylesheet', href: new URL('sign_in.css', import.meta.url).href })
document.head.append(style)

/** Show the lock: 423 asks for password or passkey, 401 for a new sign-in in another window. */
export function raise (status) {
  if (dialog) return
  dialog = document.createElement('dialog')
  dialog.className = 'lock desk'
  dialog.setAttribute('aria-label', 'Locked')
  dialog.addEventListener('cancel', (event) => event.preventDefault())
  dialog.append(status === 423 ? locked() : signedOut())
  document.body.append(dialog)
  dialog.showModal()
}

async function lower (csrf) {
  if (csrf) {
    for (const field of document.querySelectorAll('input[name=csrfmiddlewaretoken]')) field.value = csrf
    const holder = document.querySelector('[hx-headers]')
    if (holder) {
      const kept = JSON.parse(holder.getAttribute('hx-headers'))
      holder.setAttribute('hx-headers', JSON.stringify({ ...kept, 'X-CSRFToken': csrf }))
    }
  }
  dialog.close()
  dialog.remove()
  dialog = null
  wasHere = true
  document.dispatchEvent(new CustomEvent('watchkeeper:unlocked', { detail: { csrf } }))
}

function locked () {
  const body = make('div', 'lock-body')
  const form = make('form')
  const field = make('label', 'field', 'Password')
  const password = make('input')
  Object.assign(password, { type: 'password', name: 'password', autocomplete: 'current-password', autofocus: true })
  field.append(password)
  const says = make('p', 'wrong')
  says.setAttribute('role', 'alert')
  says.hidden = true
  const key = press('Use your passkey', 'press', 'button')
  key.hidden = true
  form.append(field, press('Unlock', 'press first', 'submit'), key, says)
  const open = options()
  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    await unlock({ password: password.value }, (await open).csrf, says)
    password.value = ''
    password.focus()
  })
  open.then((found) => {
    key.hidden = !found.request_options || !window.PublicKeyCredential?.parseRequestOptionsFromJSON
  })
  key.addEventListener('click', async () => {
    const found = await options()
    const asked = PublicKeyCredential.parseRequestOptionsFromJSON(found.request_options.publicKey)
    const credential = await navigator.credentials.get({ publicKey: asked }).catch(() => null)
    if (credential) await unlock({ credential: JSON.stringify(credential.toJSON()) }, found.csrf, says)
  })
  const other = make('a', 'press plain', 'Someone else signs in')
  other.href = UNLOCK
  body.append(make('h1', '', 'This screen is locked'), make('p', '', 'Nobody was here for a while. What you were typing is kept.'), form, other)
  return body
}

async function options () {
  const answer = await fetch(OPTIONS, { headers: { Accept: 'application/json' } })
  return answer.ok ? await answer.json() : {}
}

async function unlock (fields, csrf, says) {
  const headers = { Accept: 'application/json', 'X-CSRFToken': csrf ?? '' }
  const answer = await fetch(UNLOCK, { method: 'POST', headers, body: new URLSearchParams(fields) })
  if (answer.ok) return await ask()
  if (answer.status === 401) {
    dialog.remove()
    dialog = null
    return raise(401)
  }
  const problem = await answer.json().catch(() => ({}))
  says.textContent = Object.values(problem.errors ?? {}).flat()[0] ?? 'This did not open the screen.'
  says.hidden = false
}

function signedOut () {
  const body = make('div', 'lock-body')
  const link = make('a', 'press first', 'Sign in, in a new window')
  link.href = '/sign-in/?next=/me/'
  link.target = '_blank'
  const again = press('I have signed in', 'press', 'button')
  again.addEventListener('click', ask)
  body.append(make('h1', '', 'You are signed out'), make('p', '', 'Your session ended. What you were typing is kept on this page.'), link, again)
  return body
}

function make (tag, name = '', text = '') {
  const element = document.createElement(tag)
  if (name) element.className = name
  if (text) element.textContent = text
  return element
}

function press (text, name, type) {
  const button = make('button', name, text)
  button.type = type
  return button
}
