"""The pieces that the HTML page is made of.

`markup` writes elements and escapes, `words` names what a change is, `model` sorts a report by principals and columns,
`people`, `matrix`, `graph`, `sections` write one region each, `data` is what the script reads; page.css and page.js lie
beside them. May import: `terrabind.review`'s values and `terrabind.spec`. Does not belong here: what a change means,
which is settled before a page is written.
"""
