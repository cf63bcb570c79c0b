(function () {
  'use strict';
  var rows = JSON.parse(document.getElementById('index').textContent).map(function (r) {
    return { kind: r[0], name: r[1], text: r[2], href: r[3], low: r[1].toLowerCase(), all: (r[1] + ' ' + r[2]).toLowerCase() };
  });
  var input = document.getElementById('search');
  var list = document.getElementById('found');
  var most = 30;

  // Names come before texts, whole names before parts, tables before columns.
  function rank(row, words) {
    var last = row.low.slice(row.low.lastIndexOf('.') + 1);
    var score = row.kind === 'column' ? 2 : 0;
    words.forEach(function (w) {
      score += last === w || row.low === w ? 0 : row.low.indexOf(w) >= 0 ? 10 : 50;
    });
    return score;
  }

  function show() {
    var words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    list.textContent = '';
    list.hidden = words.length === 0;
    if (list.hidden) { return; }
    var hits = rows.filter(function (r) {
      return words.every(function (w) { return r.all.indexOf(w) >= 0; });
    });
    hits.forEach(function (r) { r.rank = rank(r, words); });
    hits.sort(function (a, b) { return a.rank - b.rank || (a.name < b.name ? -1 : 1); });
    hits.slice(0, most).forEach(function (r) {
      var item = document.createElement('li');
      var link = document.createElement('a');
      var note = document.createElement('small');
      link.href = r.href;
      link.textContent = r.name;
      note.textContent = r.kind + ' – ' + (r.text.length > 140 ? r.text.slice(0, 140) + '…' : r.text);
      link.appendChild(note);
      item.appendChild(link);
      list.appendChild(item);
    });
    if (hits.length === 0 || hits.length > most) {
      var end = document.createElement('li');
      var p = document.createElement('p');
      p.textContent = hits.length === 0 ? 'Nothing found.' : (hits.length - most) + ' more: add a word.';
      end.appendChild(p);
      list.appendChild(end);
    }
  }

  input.addEventListener('input', show);
  document.addEventListener('keydown', function (e) {
    var links = Array.prototype.slice.call(list.querySelectorAll('a'));
    var at = links.indexOf(document.activeElement);
    if (e.key === '/' && document.activeElement !== input) {
      e.preventDefault();
      input.focus();
    } else if (e.key === 'Escape' && !list.hidden) {
      input.value = '';
      show();
      input.focus();
    } else if (e.key === 'ArrowDown' && (document.activeElement === input || at >= 0) && links[at + 1]) {
      e.preventDefault();
      links[at + 1].focus();
    } else if (e.key === 'ArrowUp' && at >= 0) {
      e.preventDefault();
      (links[at - 1] || input).focus();
    } else if (e.key === 'Enter' && document.activeElement === input && links[0]) {
      links[0].click();
    }
  });
  list.addEventListener('click', function (e) {
    if (e.target.closest('a')) { list.hidden = true; }
  });

  document.querySelectorAll('.lineage a').forEach(function (node) {
    var own = [].filter.call(node.ownerSVGElement.querySelectorAll('path'), function (p) {
      return p.dataset.from === node.dataset.table || p.dataset.to === node.dataset.table;
    });
    function mark(on) { own.forEach(function (p) { p.classList.toggle('own', on); }); }
    node.addEventListener('mouseenter', function () { mark(true); });
    node.addEventListener('mouseleave', function () { mark(false); });
    node.addEventListener('focus', function () { mark(true); });
    node.addEventListener('blur', function () { mark(false); });
  });
})();
