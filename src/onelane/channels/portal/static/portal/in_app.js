// Hands a signed order to WeChat's own browser; the office hears of the payment from WeChat, never from this page.
(() => {
  const start = () => {
    const button = document.querySelector("[data-pay]"), told = document.getElementById("wechat");
    if (!button || !told) return;
    const say = (what) => {
      for (const one of document.querySelectorAll("[data-pay-told]")) one.hidden = one.dataset.payTold !== what;
    };
    const pay = () => {
      if (!window.WeixinJSBridge) { say("absent"); return; }
      say("");
      button.disabled = true;
      window.WeixinJSBridge.invoke("getBrandWCPayRequest", JSON.parse(told.textContent), (answer) => {
        button.disabled = false;
        const end = String(answer.err_msg || "").split(":")[1];
        if (end === "ok") window.location.replace(button.dataset.back);
        else say(end === "cancel" ? "cancel" : "fail");
      });
    };
    button.addEventListener("click", pay);
    if (window.WeixinJSBridge) pay();
    else document.addEventListener("WeixinJSBridgeReady", pay, { once: true });
  };
  document.addEventListener("DOMContentLoaded", start);
})();
