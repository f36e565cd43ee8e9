// Runs only in browsers that cannot run the page's own script.
document.getElementById('title').innerHTML = 'Your browser is too old'
document.getElementById('text').innerHTML =
  'This page does not work in it. Please open your link in another browser, or on your phone.'
