// Says in words what a browser only says to its console: the passkey was declined, missing, or cannot work here.
const WORDS = {
  NotAllowedError: 'The passkey was not used: you canceled, or the time ran out. Try again.',
  InvalidStateError: 'This device holds a passkey for this account already.',
  SecurityError: 'Passkeys work only on https and on localhost. Ask for the right address, or use your password.'
}

function show (sentence) {
  const place = document.querySelector('[data-passkey-says]')
  if (place) {
    place.textContent = sentence
    place.hidden = false
  }
}

document.addEventListener('allauth.error', (event) => {
  event.preventDefault()
  show(WORDS[event.detail.exception?.name] || 'The passkey did not work. Use your password, or try again.')
})

if (!window.PublicKeyCredential) {
  for (const button of document.querySelectorAll('[data-passkey]')) button.disabled = true
  show('This browser cannot use passkeys.')
}
