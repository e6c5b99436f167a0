"""The article's health view and nothing else: what Flask itself costs."""

from flask import Flask, jsonify

app = Flask(__name__)


@app.route("/api/health")
def health_check():
    return jsonify({"status": "healthy"})
