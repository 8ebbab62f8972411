# Plis. `make help` lists the commands.
PLIS_VENV ?= .venv
BIN := $(PLIS_VENV)/bin
export PLIS_VENV
# Each process has a database server, a broker and folders of its own; a file, and the whole of e2e, stays in one process.
IN_PARALLEL ?= -n logical --maxprocesses 4 --dist loadscope --no-loadscope-reorder

.DEFAULT_GOAL := help
.PHONY: help run demo test test-faults check format docs bench image clean

help: ## Lister les commandes
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: ## Lancer toute la plateforme sur cette machine (Ctrl-C l'arrête, les données restent dans var/)
	@tools/bootstrap.sh run
	@PLIS_DATA_DIR=$${PLIS_DATA_DIR:-var/data} PLIS_SECRETS_DIR=$${PLIS_SECRETS_DIR:-var/secrets} exec $(BIN)/plis serve $(ARGS)

demo: ## Jouer un marché complet, de la publication au paiement (ARGS=--json pour le résumé)
	@tools/bootstrap.sh run
	@exec $(BIN)/plis demo $(ARGS)

test: ## Installer ce que les tests demandent et les passer
	@tools/bootstrap.sh test
	@tools/test_needs.sh
	@$(BIN)/python -m pytest -m "not docker and not faults" $(IN_PARALLEL) $(ARGS)

test-faults: ## Tuer chaque processus à chaque étape du marché (long)
	@tools/bootstrap.sh test
	@tools/test_needs.sh
	@$(BIN)/python -m pytest -m faults $(ARGS)

check: ## Ce que l'intégration continue vérifie : format, lint, types, imports, tailles, documentation à jour
	@tools/bootstrap.sh test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --config importlinter.toml
	$(BIN)/interrogate --quiet services shared
	$(BIN)/python tools/check_size.py
	$(BIN)/python tools/check_literals.py
	$(BIN)/python tools/check_repo_words.py
	$(BIN)/python tools/render_docs.py --check

format: ## Mettre le code en forme
	@tools/bootstrap.sh test
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

docs: ## Régénérer les pages de documentation et les schémas d'événements
	@tools/bootstrap.sh test
	$(BIN)/python tools/render_docs.py

bench: ## Mesurer : le nôtre, la limite, le rapport
	@tools/bootstrap.sh test
	@tools/test_needs.sh
	@$(BIN)/python -m benchmarks.run $(ARGS)

image: ## Construire l'image de conteneur (BASE=debian:12-slim)
	docker build --network host --build-arg BASE=$${BASE:-debian:12-slim} -f deploy/Dockerfile -t plis:local .

clean: ## Enlever l'environnement et les caches (pas les données)
	rm -rf $(PLIS_VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis build dist
