# Sourced by the Makefile, from the project's folder: settings of .env, and variables that keep old libraries quiet.
# What the caller's environment says wins over .env.

if [ -f .env ]; then
    while IFS= read -r line || [ -n "$line" ]; do
        case "$line" in
            [A-Z_]*=*) name=${line%%=*} ;;
            *) continue ;;
        esac
        # The name goes through eval, so nothing but a plain name may pass.
        case "$name" in
            *[!A-Z0-9_]*) continue ;;
        esac
        eval "given=\${$name-}"
        [ -n "$given" ] || export "$name=${line#*=}"
    done < .env
    unset line name given
fi

export RASA_TELEMETRY_ENABLED="${RASA_TELEMETRY_ENABLED:-false}"
export SQLALCHEMY_SILENCE_UBER_WARNING=1
export TF_CPP_MIN_LOG_LEVEL="${TF_CPP_MIN_LOG_LEVEL:-2}"
export PYTHONWARNINGS="${PYTHONWARNINGS:-ignore}"
export PYTHONUNBUFFERED=1
# The action server listens on every address otherwise, and asks nobody who they are.
export SANIC_HOST="${SANIC_HOST:-127.0.0.1}"
