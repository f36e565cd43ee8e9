// Runs only in browsers that cannot run the page's own script.
var outdated = JSON.parse(document.getElementById('words').innerHTML).plain.outdated
document.getElementById('title').innerHTML = outdated.title
document.getElementById('text').innerHTML = outdated.text
