"""How each family of APIs words its answers, and the vendor manners that no description holds; one module per family.

May import: the emulator's other modules except `app`, `control` and `server`. Does not belong here: anything that
follows from a resource's description.
"""
