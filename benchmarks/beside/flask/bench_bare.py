"""Flask with nothing around the views: no extension but the database's."""

from flask import Flask, jsonify
from myproject import config
from myproject.catalog.models import Product
from myproject.extensions import db
from sqlalchemy import select, text
from sqlalchemy.orm import selectinload

app = Flask(__name__)
app.config.from_mapping(config.load())
db.init_app(app)


@app.get("/api/live")
def live():
    return jsonify(status="alive")


@app.get("/api/health")
def health():
    db.session.execute(text("SELECT 1"))
    return jsonify(status="healthy")


@app.get("/api/products")
def products():
    with_tags = select(Product).options(selectinload(Product.tags))
    rows = db.session.scalars(with_tags.order_by(Product.id).limit(20))
    return jsonify(
        items=[
            {
                "id": row.id,
                "name": row.name,
                "price": str(row.price),
                "status": row.status,
                "category_id": row.category_id,
                "tag_ids": [tag.id for tag in row.tags],
                "created_at": row.created_at.isoformat(),
            }
            for row in rows
        ]
    )
