# `make` alone lists everything. Settings: the environment, .env (see .env.example) or `make chat RASA_PORT=6005`.

.DEFAULT_GOAL := help
.PHONY: help setup train chat chat-whatsapp serve test check validate bench bench-chat bench-conversations bench-nlu bench-orders fuzz lock clean

# Variables and warnings first, then Python of our own environment.
RUN := . scripts/env.sh && exec .venv/bin/python -m

help: ## List the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-20s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## Create .venv from requirements.lock (finds or installs uv and Python 3.10)
	@sh scripts/setup.sh

train: setup ## Train the model, if there is none or if what it is made from has changed
	@$(RUN) scripts.train

chat: train ## Talk to the shop: everything it takes, then rasa shell (SENDER=… goes on with a conversation)
	@$(RUN) scripts.launch chat

chat-whatsapp: train ## Talk to the shop as if on WhatsApp, with a stand-in for Meta (a number taps a button)
	@$(RUN) scripts.whatsapp_chat

serve: train ## Run Rasa (REST), action server and shop pages until Ctrl-C
	@$(RUN) scripts.launch serve

test: train ## Run the whole test suite
	@$(RUN) scripts.checks test

check: setup ## Lint: ruff, mypy, import-linter, yamllint
	@$(RUN) scripts.checks lint

validate: setup ## Let Rasa check domain and training data
	@$(RUN) scripts.checks validate

bench: train ## Measure Tresen beside Rasa's starter bot, and its orders (about 20 minutes; BENCH=--quick for a first look)
	@$(RUN) scripts.bench $(BENCH)
	@$(RUN) scripts.bench_orders $(BENCH)

bench-chat: train ## Measure the web chat: what the door adds, ten and fifty shoppers at once (about 8 minutes; BENCH=--quick)
	@$(RUN) scripts.bench_chat $(BENCH)

bench-orders: setup ## Measure orders and webhooks per second on SQLite and PostgreSQL (BENCH="--orders 100")
	@$(RUN) scripts.bench_orders $(BENCH)

bench-conversations: train ## Play all conversations, also mistyped, dictated, interrupted (BENCH="--variant typo")
	@$(RUN) scripts.bench_conversations $(BENCH)

bench-nlu: train ## Measure the understanding of held-out messages and of unknown catalogs, with a confusion matrix in docs/
	@$(RUN) scripts.bench_nlu $(BENCH)

fuzz: setup ## Say 20,000 generated and mangled messages to reader and actions (FUZZ="--seed 7 --messages 500")
	@$(RUN) scripts.fuzz $(FUZZ)

lock: ## Write requirements.lock anew from pyproject.toml
	@sh scripts/lock.sh

clean: ## Delete models, caches, logs and results; keep .venv and the databases
	@rm -rf .rasa results var/log var/run var/test var/bench
	@rm -rf .pytest_cache .ruff_cache .mypy_cache .import_linter_cache .hypothesis build *.egg-info
	@rm -f models/*.tar.gz models/*.stamp
	@find . -name __pycache__ -type d -not -path './.venv/*' -prune -exec rm -rf {} +
	@echo "Clean. Kept: .venv, and in var/ the databases and the secret. Deleting var/ empties the shop."
