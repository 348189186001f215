'use strict';
(() => {
  const PARTS = ['header', 'main', '#charts'];

  const named = (node, selector) => node.querySelector(selector)?.textContent;

  // What tells an element from its neighbours of the same kind.
  const key = node => {
    switch (node.nodeName) {
      case 'SECTION': return named(node, 'h2');
      case 'FIGURE': return named(node, 'figcaption');
      case 'DIV': return node.classList.contains('scroll') ? node.getAttribute('aria-label') : node.className;
      default: return undefined;
    }
  };

  const alike = (one, other) => one.nodeName === other.nodeName && key(one) === key(other);

  const attributes = (shown, fresh, own) => {
    for (const { name } of [...shown.attributes]) {
      if (!fresh.hasAttribute(name) && !own.includes(name)) {
        shown.removeAttribute(name);
      }
    }
    for (const { name, value } of fresh.attributes) {
      if (shown.getAttribute(name) !== value && !own.includes(name)) {
        shown.setAttribute(name, value);
      }
    }
  };

  const children = (shown, fresh) => {
    let at = shown.firstChild;
    for (const wanted of [...fresh.childNodes]) {
      let found = at;
      while (found && key(wanted) !== undefined && !alike(found, wanted)) {
        found = found.nextSibling;
      }
      if (!found || !alike(found, wanted)) {
        shown.insertBefore(document.importNode(wanted, true), at);
        continue;
      }
      while (at !== found) {
        const gone = at;
        at = at.nextSibling;
        gone.remove();
      }
      change(found, wanted);
      at = found.nextSibling;
    }
    while (at) {
      const gone = at;
      at = at.nextSibling;
      gone.remove();
    }
  };

  // Makes what is shown like what is fresh, and leaves alone what is so already, what the reader opened, and what is drawn.
  const change = (shown, fresh) => {
    if (shown.nodeType !== Node.ELEMENT_NODE) {
      if (shown.nodeValue !== fresh.nodeValue) {
        shown.nodeValue = fresh.nodeValue;
      }
    } else if (shown.classList.contains('chart')) {
      attributes(shown, fresh, ['style', '_echarts_instance_']);
    } else {
      attributes(shown, fresh, ['open']);
      children(shown, fresh);
    }
  };

  const show = content => {
    const fresh = new DOMParser().parseFromString(content, 'text/html');
    PARTS.forEach(part => change(document.querySelector(part), fresh.querySelector(part)));
    document.title = named(fresh, 'h1');
    document.dispatchEvent(new Event('contentchange'));
  };

  const lost = words => {
    const mark = document.getElementById('live');
    mark.textContent = words;
    mark.dataset.state = 'lost';
  };

  const follow = events => {
    let latest;
    const catchUp = () => {
      if (latest !== undefined && !document.hidden) {
        show(latest);
        latest = undefined;
      }
    };
    const receive = event => {
      latest = JSON.parse(event.data);
      catchUp();
    };
    document.addEventListener('visibilitychange', catchUp);
    events.addEventListener('message', receive);
    events.addEventListener('last', event => {
      events.close();
      receive(event);
    });
    events.addEventListener('error', () => lost(
      events.readyState === EventSource.CLOSED
        ? 'This page is not told of changes: too many others are open. Reload it to see how far the run is.'
        : 'The run does not answer. What is shown may be out of date.'));
  };

  if (document.getElementById('live').dataset.state === 'running') {
    follow(new EventSource('events'));
  }
})();
