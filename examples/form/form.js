// The widget is a control like any other: its top label is its value.
const form = document.getElementById('report');

form.addEventListener('submit', (event) => {
  event.preventDefault(); // a real form would be sent
  document.getElementById('sent').textContent = new URLSearchParams(new FormData(form)).toString();
});

document.getElementById('closed').addEventListener('change', (event) => {
  document.getElementById('fields').disabled = event.target.checked;
});
