"""The interface of the State's portal (API Chorus Pro), so that existing software works unchanged.

``fields`` holds the contract word for word, ``operations`` what each one does, ``operation`` how one is stated,
``access`` who calls, ``envelope`` and ``encoding`` how it answers. Source: AIFE, spécifications externes de Chorus Pro,
annexe « mode de raccordement API ».
"""
