// Something feels wrong: it acts on this page at once, and goes to the server before all else.

import { thisPhone } from "./phone.js";

const phone = await thisPhone();
const form = document.getElementById("signs");

function show(card) {
  const { content, dataset } = document.getElementById(`card-${card}`);
  form.hidden = true;
  form.after(content.cloneNode(true));
  document.body.className = `stop-screen stop-screen-${dataset.level}`;
  for (const way of document.querySelectorAll(".nav, .footer, .help")) way.hidden = true;
  document.querySelector("#signs + * h1").focus();
  scrollTo(0, 0);
}

async function report(told) {
  const symptoms = told.getAll("symptoms");
  const emergency = form.dataset.emergency.split(" ");
  const card = symptoms.some((sign) => emergency.includes(sign)) ? "emergency" : "stop";
  show(card);
  const { id } = await phone.add({ type: "symptom", id: told.get("uuid"), symptoms }, { alarm: true });
  const arrived = new Promise((resolve) => {
    phone.addEventListener("change", async () => {
      if (!(await phone.waiting()).some((entry) => entry.id === id)) resolve();
    });
  });
  await phone.stop(card);
  await arrived;
  // The server's own page says more.
  location.replace("/today/");
}

form.addEventListener("submit", (event) => {
  const told = new FormData(form);
  if (!phone.account || !told.has("symptoms")) return; // the server says what is missing
  event.preventDefault();
  report(told).catch(() => form.submit());
});
