// The passkey on the unlock page: ask the server for options, the device for an answer, and send the form.
const form = document.getElementById('unlock_passkey')

form?.addEventListener('submit', async (event) => {
  if (form.elements.credential.value) return
  event.preventDefault()
  try {
    const answer = await fetch(form.dataset.options, { headers: { Accept: 'application/json' } })
    const options = (await answer.json()).request_options
    form.elements.credential.value = JSON.stringify(await window.webauthnJSON.get(options))
    form.submit()
  } catch (exception) {
    document.dispatchEvent(new CustomEvent('allauth.error', { detail: { exception }, cancelable: true }))
  }
})
