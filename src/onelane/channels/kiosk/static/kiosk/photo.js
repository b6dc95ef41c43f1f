// The photo machine: looks at a frame now and then, says what to do, and takes shots. Frames stay in this page.
(() => {
  const room = document.querySelector("[data-photo-room]");
  if (!room) return;
  const EVERY = 400; // milliseconds from an answer to the next frame
  const LONGEST = 1280; // pixels of a frame's longest side
  const video = room.querySelector("[data-camera]");
  const hint = room.querySelector("[data-hint]");
  const shutter = room.querySelector("[data-shutter]");
  const shots = room.querySelector("[data-shots]");
  const token = room.querySelector("[name=csrfmiddlewaretoken]").value;
  const canvas = document.createElement("canvas");
  let busy = false;

  const frame = () => new Promise((found) => {
    const scale = Math.min(1, LONGEST / Math.max(video.videoWidth, video.videoHeight));
    canvas.width = Math.round(video.videoWidth * scale);
    canvas.height = Math.round(video.videoHeight * scale);
    canvas.getContext("2d").drawImage(video, 0, 0, canvas.width, canvas.height);
    canvas.toBlob(found, "image/jpeg", 0.95);
  });

  const ask = async (address, picture) => {
    const form = new FormData();
    form.append("frame", picture, "frame.jpg");
    const answer = await fetch(address, { method: "POST", body: form, headers: { "X-CSRFToken": token, "HX-Request": "true" } });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.text();
  };

  const look = async () => {
    if (!busy && !document.hidden && video.videoWidth) {
      try { const told = await ask(room.dataset.look, await frame()); if (!busy) hint.innerHTML = told; } catch { /* the next frame is asked anew */ }
    }
    setTimeout(look, EVERY);
  };

  shutter.addEventListener("click", async () => {
    busy = true;
    shutter.disabled = true;
    try {
      const made = document.createElement("template");
      made.innerHTML = await ask(room.dataset.shoot, await frame());
      shots.prepend(...made.content.children);
      while (shots.children.length > Number(room.dataset.most)) shots.lastElementChild.remove();
      room.querySelector("[data-none]").hidden = true;
      shots.firstElementChild.querySelector("button")?.focus();
      shots.firstElementChild.scrollIntoView({ block: "nearest" });
    } finally {
      busy = false;
      shutter.disabled = false;
    }
  });

  const begin = async () => {
    try {
      video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { width: { ideal: 1280 }, height: { ideal: 960 }, facingMode: "user" } });
      await video.play();
      shutter.disabled = false;
      look();
    } catch {
      room.querySelector("[data-no-camera]").hidden = false;
      hint.replaceChildren();
    }
  };
  begin();
})();
